// The sandbox's own API, and the events that it sends.

export async function state() {
  const response = await fetch("/page/state");
  return response.json();
}

export async function ask(what, body) {
  let response;
  try {
    response = await fetch(`/page/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return { result: "failed", error: "The sandbox does not answer: is it still running?" };
  }
  const text = await response.text();
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = { error: text };
  }
  return response.ok ? answer : { result: "failed", error: answer.error || "That did not work." };
}

export function listen(onEvent, onReconnect) {
  let tries = 0;
  const connect = () => {
    const socket = new WebSocket(`ws://${location.host}/page/events`);
    socket.addEventListener("open", () => {
      if (tries > 0) onReconnect();
      tries = 0;
    });
    socket.addEventListener("message", (event) => onEvent(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      tries += 1;
      setTimeout(connect, Math.min(5000, 300 * tries));
    });
  };
  connect();
}
