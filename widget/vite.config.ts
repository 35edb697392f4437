// One classic script with everything inside: a customer's page carries a single tag.
import { defineConfig } from 'vite'
import { leanSocketIo } from './lean'

export default defineConfig({
  plugins: [leanSocketIo()],
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: "import { h } from 'preact'",
  },
  build: {
    target: 'es2022',
    cssTarget: 'safari15.4',
    modulePreload: false,
    reportCompressedSize: false,
    lib: { entry: 'src/index.ts', formats: ['iife'], name: 'AloWidget', fileName: () => 'widget.js' },
  },
})
