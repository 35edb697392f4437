// Begins where a page's script tag does: finds itself, takes its options, and starts once.
import { mount } from './mount'
import { readOptions, setOptions } from './options'
import { type AloFunction, begin, type Call, obey } from './page'

function start(script: HTMLScriptElement): void {
  setOptions(readOptions(script.src, script.dataset))
  const early = Array.from(window.Alo?.q ?? [], call => Array.from(call) as Call)
  const alo: AloFunction = (...call) => obey(call)
  alo.running = true
  window.Alo = alo
  const show = () => {
    mount()
    early.forEach(obey)
    void begin()
  }
  // In a task of its own: evaluating this file and drawing must not add up to one long pause of the page.
  const soon = () => setTimeout(show)
  if (document.body) soon()
  else addEventListener('DOMContentLoaded', soon)
}

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]')
if (script && !window.Alo?.running) start(script)
