// Runs the real widget on a draft: asks the page around it what to show, and answers the widget in the hub's place.
(() => {
  const say = (body, status = 200) =>
    Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } }));

  function answerFor({ config, looks }) {
    return (input) => {
      const { pathname } = new URL(String(input), location.href);
      if (pathname.endsWith("/config")) return say(config);
      if (pathname.endsWith("/status")) return say({ online: looks.online });
      const message = looks.lang === "en" ? "This is a preview: nothing is sent." : "Đây là bản xem trước, không gửi gì đi.";
      return say({ error: { code: "invalid", message } }, 422);
    };
  }

  // The widget focuses its first field when it opens: here that would take the caret away from whoever is editing.
  const { focus } = HTMLElement.prototype;
  let touched = false;
  addEventListener("pointerdown", () => { touched = true; }, true);
  HTMLElement.prototype.focus = function quietly(...options) {
    if (touched) focus.apply(this, options);
  };

  function show(draft) {
    window.fetch = answerFor(draft);
    document.title = draft.config.name;
    document.documentElement.dataset.theme = draft.looks.theme;
    const script = document.createElement("script");
    script.src = "/widget.js";
    script.dataset.lang = draft.looks.lang;
    script.dataset.theme = draft.looks.theme;
    script.dataset.open = "";
    script.onload = () => window.Alo("on", "ready", () => parent.postMessage("alo:drawn", "*"));
    document.body.append(script);
  }

  addEventListener("message", (event) => event.source === parent && show(event.data), { once: true });
  parent.postMessage("alo:asks", "*");
})();
