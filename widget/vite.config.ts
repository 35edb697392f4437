// One classic script with everything inside: a customer's page carries a single tag.
import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    target: 'es2022',
    cssTarget: 'safari15.4',
    modulePreload: false,
    reportCompressedSize: false,
    lib: { entry: 'src/index.ts', formats: ['iife'], name: 'AloWidget', fileName: () => 'widget.js' },
  },
  define: { 'process.env.NODE_ENV': '"production"' },
})
