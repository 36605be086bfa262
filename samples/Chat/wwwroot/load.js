// The simulated users, and what is measured of both models, side by side.

import * as server from "./server.js";
import { Side } from "./side.js";

const INTERVAL = 1000;

export class Load {
  #users;
  #shown;
  #contexts;
  #bytes;
  #sides;

  constructor(document) {
    this.#users = document.getElementById("users");
    this.#shown = document.getElementById("users-shown");
    this.#contexts = document.getElementById("contexts");
    this.#bytes = document.getElementById("bytes");
    this.#sides = {
      "chat": new Side(document, "merged", "Batching on"),
      "chat-alone": new Side(document, "alone", "Batching off"),
    };
  }

  async begin() {
    const settings = await server.simulation();
    this.#users.value = this.#shown.value = settings.users;
    this.#sides["chat"].isUsed = settings.merged;
    this.#sides["chat-alone"].isUsed = settings.alone;

    this.#users.addEventListener("input", () => { this.#shown.value = this.#users.value; });
    this.#users.addEventListener("change", () => this.#apply());
    Object.values(this.#sides).forEach(side => side.onChange(() => this.#apply()));
    this.#follow();
  }

  #apply() {
    return server.simulate({
      users: Number(this.#users.value),
      merged: this.#sides["chat"].isUsed,
      alone: this.#sides["chat-alone"].isUsed,
    });
  }

  async #follow() {
    let last = 0;
    for (;;) {
      try {
        const now = await server.statistics();
        if (now.number !== last) {
          this.#show(now);
          last = now.number;
        }
      } catch {
        // The server is away; it may come back.
      }

      await new Promise(resume => setTimeout(resume, INTERVAL));
    }
  }

  #show({ contexts, contextBytes, models, overheard }) {
    this.#contexts.textContent = contexts.toLocaleString("en");
    this.#bytes.textContent = `${(contextBytes / 1024).toLocaleString("en", { maximumFractionDigits: 0 })} KiB`;

    // Both lines have one scale: that is the point of them.
    const sides = Object.values(this.#sides);
    for (const model of models) {
      this.#sides[model.key].take(model, overheard.filter(one => one.modelKey === model.key));
    }

    const most = Math.max(...sides.map(side => side.most), 1);
    sides.forEach(side => side.draw(most));
  }
}
