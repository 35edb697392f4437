// Begins where a page's script tag does: finds itself, takes its options, and starts once.
import { Chat } from './chat'
import { type AloFunction, Announcer, type Call, obey, readOptions } from './embed'
import { mount } from './mount'

function findScript(): HTMLScriptElement | null {
  const current = document.currentScript
  if (current instanceof HTMLScriptElement && current.src) return current
  return document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]')
}

function start(script: HTMLScriptElement): void {
  const announcer = new Announcer()
  const chat = new Chat(readOptions(script.src, { ...script.dataset }), announcer.announce)
  const early = Array.from(window.Alo?.q ?? [], call => Array.from(call) as Call)
  const alo: AloFunction = (...call) => obey(chat, announcer, call)
  alo.running = true
  window.Alo = alo
  const begin = () => {
    mount(chat)
    for (const call of early) obey(chat, announcer, call)
    void chat.start()
  }
  // In a task of its own: evaluating this file and drawing must not add up to one long pause of the page.
  const soon = () => setTimeout(begin)
  if (document.body) soon()
  else addEventListener('DOMContentLoaded', soon, { once: true })
}

const script = findScript()
if (script && !window.Alo?.running) start(script)
