// Starts the dashboard: theme and language first, so that nothing flashes, then whoever is signed in.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startLanguage } from "@/lib/i18n";
import { startShortcuts } from "@/lib/shortcuts";
import { startTheme } from "@/lib/theme";
import { App } from "./app";
import "./styles.css";

startTheme();
startShortcuts();
await startLanguage();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
