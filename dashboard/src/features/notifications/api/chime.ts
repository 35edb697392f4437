// Two soft tones, made by the browser itself: nothing to load, and a different melody for a new conversation.
type Kind = "message" | "conversation";

const TONES: Record<Kind, number[]> = { message: [784, 1047], conversation: [659, 784, 1047] };
const STEP_S = 0.11;

let context: AudioContext | null = null;

function ring(audio: AudioContext, pitch: number, at: number): void {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.type = "sine";
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(0.14, at + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.35);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.4);
}

/** Silent until the browser has seen a first click or key of the agent: it allows no sound before, and would play all
 * that was asked for until then at once. */
export async function chime(kind: Kind): Promise<void> {
  if (navigator.userActivation?.hasBeenActive === false) return;
  context ??= new AudioContext();
  if (context.state === "suspended") await context.resume();
  const start = context.currentTime + 0.02;
  TONES[kind].forEach((pitch, index) => {
    if (context) ring(context, pitch, start + index * STEP_S);
  });
}
