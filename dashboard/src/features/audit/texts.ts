// Registers the words of this page, before anything of it is drawn.
import en from "@/lib/locales/pages/audit.en.json";
import vi from "@/lib/locales/pages/audit.vi.json";
import { addPageTexts } from "@/lib/page-texts";

addPageTexts("audit", { vi, en });
