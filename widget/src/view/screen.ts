// What the widget has to know about the screen that CSS can't tell it.
import { useEffect, useState } from 'preact/hooks'

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const update = () => setMatches(list.matches)
    update()
    list.addEventListener('change', update)
    return () => list.removeEventListener('change', update)
  }, [query])
  return matches
}

/** The part of a phone's screen that the keyboard leaves free; `100vh` and `position: fixed` don't know it. */
export function useViewport(active: boolean): Record<string, string> {
  const [box, setBox] = useState<Record<string, string>>({})
  useEffect(() => {
    const viewport = window.visualViewport
    if (!active || !viewport) return setBox({})
    const update = () => setBox({ '--top': `${viewport.offsetTop}px`, '--height': `${viewport.height}px` })
    update()
    viewport.addEventListener('resize', update)
    viewport.addEventListener('scroll', update)
    return () => {
      viewport.removeEventListener('resize', update)
      viewport.removeEventListener('scroll', update)
    }
  }, [active])
  return box
}
