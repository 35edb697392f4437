// Registers the words of this page, before anything of it is drawn.
import en from "@/lib/locales/pages/history.en.json";
import vi from "@/lib/locales/pages/history.vi.json";
import { addPageTexts } from "@/lib/page-texts";

addPageTexts("history", { vi, en });
