// What the server is asked.

const PATIENCE = 30_000;
const PAUSE = 500;

// A turn has a number, and may be asked for again: it is said once, and answered each time. So a page waits while a copy of the server is replaced.
async function askAgain(method, path, body) {
  for (const begun = Date.now(); ;) {
    try {
      const response = await send(method, path, body);
      if (response.status !== 503 || Date.now() - begun > PATIENCE) {
        return await checked(response, method, path);
      }
    } catch (error) {
      if (!(error instanceof TypeError) || Date.now() - begun > PATIENCE) {
        throw error;
      }
    }

    await new Promise(resolve => setTimeout(resolve, PAUSE));
  }
}

const ask = async (method, path, body) => checked(await send(method, path, body), method, path);

function send(method, path, body) {
  return fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
    keepalive: method === "DELETE",
  });
}

async function checked(response, method, path) {
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }

  return response;
}

// Both give the number of a conversation, and the key of its context.
export const start = async () => (await ask("POST", "conversations")).json();
export const fork = async id => (await ask("POST", `conversations/${id}/fork`)).json();
export const end = id => ask("DELETE", `conversations/${id}`);
export const statistics = async () => (await ask("GET", "statistics")).json();
export const simulation = async () => (await ask("GET", "simulation")).json();
export const simulate = settings => ask("PUT", "simulation", settings);

// The answer, piece by piece: the data of server-sent events.
export async function* say(id, number, text) {
  const response = await askAgain("PUT", `conversations/${id}/turns/${number}`, { text });
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
