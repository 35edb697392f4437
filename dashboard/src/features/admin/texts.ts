// Registers the words of these pages, before anything of them is drawn.
import en from "@/lib/locales/pages/admin.en.json";
import vi from "@/lib/locales/pages/admin.vi.json";
import { addPageTexts } from "@/lib/page-texts";

addPageTexts("admin", { vi, en });
