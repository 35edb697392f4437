// One place that says how the dashboard is bundled and, in development, where its hub lives.
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const hub = process.env.ALO_DEV_HUB ?? "http://localhost:8000";

export default defineConfig({
  base: "/dashboard/",
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      "aria-hidden/dist": here("./node_modules/aria-hidden/dist"),
      "aria-hidden": here("./src/lib/inert-others.ts"),
      "@": here("./src"),
      // Radix locks scrolling through a <style> element, which our CSP refuses; ours adopts a style sheet instead.
      "react-style-singleton": here("./src/lib/adopted-style.ts"),
    },
  },
  build: { target: "es2022", manifest: true, assetsInlineLimit: 0 },
  server: { proxy: { "/api": hub, "/socket.io": { target: hub, ws: true } } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
