// A page for whoever works on the looks: every state of the widget, without a hub. `?state=rated&lang=en&theme=dark`
import { asLang } from '../src/i18n'
import { mount } from '../src/mount'
import { setOptions } from '../src/options'
import { watchScreen } from '../src/screen'
import { set } from '../src/store'
import { states } from './states'

const query = new URLSearchParams(location.search)
const lang = asLang(query.get('lang')) ?? 'vi'
const theme = query.get('theme') === 'dark' ? 'dark' : 'light'
const color = query.get('color') ?? undefined

for (const name of Object.keys(states)) {
  const link = document.createElement('a')
  link.href = `?state=${name}&lang=${lang}&theme=${theme}`
  link.textContent = name
  document.querySelector('nav')?.append(link)
}

setOptions({ origin: location.origin, lang, color, position: undefined, theme, open: false })
mount()
watchScreen()
set({ ...states[query.get('state') ?? 'form'], lang })
