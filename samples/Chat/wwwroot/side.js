// One model's half of the page.

const LENGTH = 60;
const HEIGHT = 20;

const whole = number => number.toLocaleString("en", { maximumFractionDigits: 0 });
const milliseconds = number => (number === 0 ? "–" : `${number.toPrecision(number < 1000 ? 3 : 4)} ms`);

const WRITE = {
  reason: model => model.reason,
  stepsPerSecond: model => whole(model.stepsPerSecond),
  conversations: model => whole(model.conversations),
  meanBatch: model => (model.meanBatch === 0 ? "–" : model.meanBatch.toFixed(1)),
  p50: model => milliseconds(model.p50),
  p99: model => milliseconds(model.p99),
  answersPerSecond: model => whole(model.answersPerSecond),
  remembered: model => (model.asked === 0 ? "–" : `${(100 * model.remembered / model.asked).toFixed(1)} %`),
};

export class Side {
  #document;
  #element;
  #values = new Array(LENGTH).fill(0);

  constructor(document, name, title) {
    this.#document = document;
    this.#element = document.getElementById("side").content.cloneNode(true).firstElementChild;
    this.#element.classList.add(name);
    this.#element.querySelector("[data-title]").textContent = title;
    document.getElementById("sides").append(this.#element);
  }

  get isUsed() {
    return this.#checkbox.checked;
  }

  set isUsed(value) {
    this.#checkbox.checked = value;
  }

  get most() {
    return Math.max(...this.#values);
  }

  onChange(handler) {
    this.#checkbox.addEventListener("change", handler);
  }

  take(model, overheard) {
    this.#values = [...this.#values.slice(1), model.stepsPerSecond];
    for (const [name, write] of Object.entries(WRITE)) {
      this.#element.querySelector(`[data-show="${name}"]`).textContent = write(model);
    }

    this.#drawBars(model.batchSizes);
    this.#element.querySelector(".overheard").replaceChildren(...overheard.map(one => this.#exchange(one.exchange)));
  }

  draw(most) {
    const points = this.#values.map((value, i) => `${i * LENGTH / (LENGTH - 1)},${HEIGHT - value / most * (HEIGHT - 1)}`);
    const line = `M${points.join("L")}`;
    this.#element.querySelector(".stroke").setAttribute("d", line);
    this.#element.querySelector(".area").setAttribute("d", `${line}L${LENGTH},${HEIGHT}L0,${HEIGHT}Z`);
  }

  #drawBars(sizes) {
    const most = Math.max(...sizes, 1);
    const bars = this.#element.querySelector(".bars");
    if (bars.childElementCount === 0) {
      bars.append(...sizes.map((_, i) => this.#bar(i, sizes.length)));
    }

    sizes.forEach((count, i) => { bars.children[i].firstElementChild.style.height = `${100 * count / most}%`; });
  }

  // Runs of 1 row, 2 to 3, 4 to 7, and so on.
  #bar(i, count) {
    const bar = this.#document.createElement("div");
    bar.append(this.#document.createElement("i"), i === count - 1 ? `${2 ** i}+` : String(2 ** i));
    return bar;
  }

  #exchange({ said, answer }) {
    const item = this.#document.createElement("li");
    const you = this.#document.createElement("b");
    const jane = this.#document.createElement("span");
    you.textContent = said;
    jane.textContent = answer;
    item.append(you, jane);
    return item;
  }

  get #checkbox() {
    return this.#element.querySelector("input");
  }
}
