// The conversations of whoever sits before this page.

import * as server from "./server.js";

const SUGGESTIONS = ["My name is Anna", "I live in Paris", "What do you think of love?", "Tell me a joke", "What is my name?", "What do you know about me?"];

export class Chat {
  #document;
  #conversations = [];
  #current = null;

  constructor(document) {
    this.#document = document;
  }

  async begin() {
    this.#on("say", "submit", event => { event.preventDefault(); this.#say(this.#find("text").value.trim()); });
    this.#find("suggestions").replaceChildren(...SUGGESTIONS.map(text => this.#button(text, () => this.#say(text))));
    this.#on("new", "click", () => this.#start());
    this.#on("fork", "click", () => this.#fork());
    this.#on("end", "click", () => this.#end());
    addEventListener("pagehide", () => this.#conversations.forEach(one => server.end(one.id)));
    await this.#start();
  }

  async #start() {
    this.#add(await server.start(), [], 0);
  }

  async #fork() {
    const from = this.#current;
    const note = { who: "note", text: `Goes on from conversation ${from.id}: the context was copied in the store.` };
    this.#add(await server.fork(from.id), [...from.messages, note], from.turns);
  }

  async #end() {
    const ended = this.#current;
    await server.end(ended.id);
    this.#conversations = this.#conversations.filter(one => one !== ended);
    if (this.#conversations.length > 0) {
      this.#show(this.#conversations.at(-1));
    } else {
      await this.#start();
    }
  }

  async #say(text) {
    const conversation = this.#current;
    if (!text || conversation.isAnswering) {
      return;
    }

    this.#find("text").value = "";
    const answer = { who: "jane", text: "" };
    conversation.messages.push({ who: "you", text }, answer);
    conversation.isAnswering = true;
    this.#show(conversation);
    try {
      for await (const piece of server.say(conversation.id, conversation.turns + 1, text)) {
        answer.text += piece;
        this.#refresh(conversation);
      }

      conversation.turns++;
    } catch (error) {
      conversation.messages.push({ who: "note", text: error.message });
    } finally {
      conversation.isAnswering = false;
      this.#refresh(conversation);
    }
  }

  #add({ id, context }, messages, turns) {
    const conversation = { id, context, messages, turns, isAnswering: false };
    this.#conversations.push(conversation);
    this.#show(conversation);
    this.#find("text").focus();
  }

  #refresh(conversation) {
    if (conversation === this.#current) {
      this.#show(conversation);
    }
  }

  #show(conversation) {
    this.#current = conversation;
    this.#find("tabs").replaceChildren(...this.#conversations.map(one => this.#tab(one)));
    this.#find("messages").replaceChildren(...conversation.messages.map(message => this.#message(message)));
    this.#find("messages").lastElementChild?.scrollIntoView({ block: "nearest" });
    this.#find("context").textContent = conversation.context;
    for (const id of ["fork", "end"]) {
      this.#find(id).disabled = conversation.isAnswering;
    }
  }

  #tab(conversation) {
    const tab = this.#button(conversation.id, () => this.#show(conversation));
    tab.role = "tab";
    tab.ariaSelected = String(conversation === this.#current);
    return tab;
  }

  #button(text, handler) {
    const button = this.#document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", handler);
    return button;
  }

  #message({ who, text }) {
    const item = this.#document.createElement("li");
    item.className = who;
    item.textContent = text;
    return item;
  }

  #find(id) {
    return this.#document.getElementById(id);
  }

  #on(id, event, handler) {
    this.#find(id).addEventListener(event, handler);
  }
}
