// Registers the words of this page, before anything of it is drawn.
import en from "@/lib/locales/pages/ops.en.json";
import vi from "@/lib/locales/pages/ops.vi.json";
import { addPageTexts } from "@/lib/page-texts";

addPageTexts("ops", { vi, en });
