// The whole widget: launcher and panel, in the colours and the language that apply.
import { palette } from '../color'
import { options } from '../options'
import { state } from '../store'
import { Launcher, Peek } from './Launcher'
import { Panel } from './Panel'

export function App() {
  const { config, open, phone, dark, viewport } = state
  if (state.hidden || !(config || state.configFailed || open)) return null

  const [brand, onBrand, accent] = palette(options.color ?? config?.color, dark)
  const [top, height] = viewport ?? []
  const style = {
    '--brand': brand,
    '--on-brand': onBrand,
    '--accent': accent,
    ...(viewport && { '--top': `${top}px`, '--height': `${height}px` }),
  }
  const classes = ['alo', options.position ?? config?.position, dark && 'dark', phone && 'phone']
  return (
    <div class={classes.filter(Boolean).join(' ')} lang={state.lang} style={style}>
      {open ? <Panel /> : <Peek />}
      {!(phone && open) && <Launcher />}
    </div>
  )
}
