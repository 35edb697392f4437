// A short chime for a new message, made on the spot so that nothing has to be loaded.

let audio: AudioContext | null = null

/** Browsers let a page make sounds only once its visitor has touched it. */
export function allowSound(): void {
  try {
    audio ??= new AudioContext()
    void audio.resume()
  } catch {
    // A browser without sound loses nothing else.
  }
}

export function chime(): void {
  if (audio?.state !== 'running') return
  note(audio, 740, 0)
  note(audio, 988, 0.09)
}

function note(context: AudioContext, pitch: number, delay: number): void {
  const start = context.currentTime + delay
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.frequency.value = pitch
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.08, start + 0.01)
  volume.gain.exponentialRampToValueAtTime(0.0005, start + 0.28)
  tone.connect(volume).connect(context.destination)
  tone.start(start)
  tone.stop(start + 0.3)
}
