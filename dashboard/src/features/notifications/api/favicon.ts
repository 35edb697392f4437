// The tab's icon, with the number of unread messages drawn on it.
const SIZE = 64;
const PLAIN = "/dashboard/favicon.svg";

function link(): HTMLLinkElement | null {
  return document.querySelector('link[rel="icon"]');
}

function badge(pen: CanvasRenderingContext2D, count: number): void {
  const text = count > 99 ? "99+" : String(count);
  pen.font = `bold ${text.length > 2 ? 26 : 34}px system-ui, sans-serif`;
  const width = Math.max(40, pen.measureText(text).width + 18);
  pen.fillStyle = "#dc2626";
  pen.beginPath();
  pen.roundRect(SIZE - width, SIZE - 40, width, 40, 20);
  pen.fill();
  pen.fillStyle = "#fff";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, SIZE - width / 2, SIZE - 19);
}

export async function showFavicon(count: number): Promise<void> {
  const icon = link();
  if (!icon) return;
  if (count === 0) {
    icon.href = PLAIN;
    return;
  }
  const image = new Image(SIZE, SIZE);
  image.src = PLAIN;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.drawImage(image, 0, 0, SIZE, SIZE);
  badge(pen, count);
  icon.href = canvas.toDataURL("image/png");
}
