// What the server is asked.

async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
    keepalive: method === "DELETE",
  });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }

  return response;
}

export const start = async () => (await (await ask("POST", "conversations")).json()).id;
export const fork = async id => (await (await ask("POST", `conversations/${id}/fork`)).json()).id;
export const end = id => ask("DELETE", `conversations/${id}`);
export const statistics = async () => (await ask("GET", "statistics")).json();
export const simulation = async () => (await ask("GET", "simulation")).json();
export const simulate = settings => ask("PUT", "simulation", settings);

// The answer, piece by piece: the data of server-sent events.
export async function* say(id, text) {
  const response = await ask("POST", `conversations/${id}/messages`, { text });
  let rest = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith("data: ")) {
        yield line.slice("data: ".length);
      }
    }
  }
}
