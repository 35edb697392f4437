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
  const start = audio.currentTime
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.frequency.setValueAtTime(740, start)
  tone.frequency.setValueAtTime(988, start + 0.09)
  volume.gain.setValueAtTime(0.08, start)
  volume.gain.exponentialRampToValueAtTime(0.0005, start + 0.4)
  tone.connect(volume).connect(audio.destination)
  tone.start()
  tone.stop(start + 0.4)
}
