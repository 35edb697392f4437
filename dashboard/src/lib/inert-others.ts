// Radix hides what lies behind a dialog from screen readers; this makes it inert too, so that no focus gets lost there.
export { inertOthers as hideOthers } from "aria-hidden/dist/es2015/index.js";
