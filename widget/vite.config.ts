// One classic script with everything inside: a customer's page carries a single tag.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { INNER_NAMES, leanSocketIo } from './lean'

export default defineConfig({
  plugins: [leanSocketIo()],
  resolve: { alias: { 'socket.io-parser': fileURLToPath(new URL('src/parser.ts', import.meta.url)) } },
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: "import { h } from 'preact'",
  },
  build: {
    target: 'es2022',
    cssTarget: 'safari15.4',
    minify: 'terser',
    terserOptions: {
      ecma: 2020,
      compress: { ecma: 2020, passes: 3, unsafe: true, pure_getters: true },
      mangle: { properties: { regex: INNER_NAMES } },
    },
    modulePreload: false,
    reportCompressedSize: false,
    lib: { entry: 'src/index.ts', formats: ['iife'], name: 'AloWidget', fileName: () => 'widget.js' },
  },
})
