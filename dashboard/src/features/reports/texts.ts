// Registers the words of this page, before anything of it is drawn.
import en from "@/lib/locales/pages/reports.en.json";
import vi from "@/lib/locales/pages/reports.vi.json";
import { addPageTexts } from "@/lib/page-texts";

addPageTexts("reports", { vi, en });
