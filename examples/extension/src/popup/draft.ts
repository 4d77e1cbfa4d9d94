// The form for the next timer. What is typed and chosen is kept, because a popup closes all too easily.

import { byId, fill, make } from "../shared/dom.ts";
import { send } from "../shared/messages.ts";
import { type Items, type Overview, write } from "../shared/storage.ts";
import type { Choice } from "../timer/session.ts";

export class Draft {
  readonly #description = byId("description", HTMLInputElement);
  readonly #contract = byId("contract", HTMLSelectElement);
  readonly #task = byId("task", HTMLSelectElement);
  /** What is chosen; the options of the selects may come later. */
  #contractId: number | null = null;
  #taskId: number | null = null;
  #asked: number | null = null;

  constructor() {
    this.#contract.addEventListener("change", () => {
      this.#contractId = Number(this.#contract.value) || null;
      this.#taskId = null;
      this.#keep();
      this.#ask();
    });
    this.#task.addEventListener("change", () => {
      this.#taskId = Number(this.#task.value) || null;
      this.#keep();
    });
    this.#description.addEventListener("input", () => this.#keep());
  }

  restore(choice: Choice | undefined): void {
    if (!choice) return;
    this.#description.value = choice.description;
    this.#contractId = choice.contractId;
    this.#taskId = choice.taskId;
  }

  clear(): void {
    this.#description.value = "";
  }

  choice(): Choice {
    const name = ({ selectedOptions: [option] }: HTMLSelectElement) =>
      option?.value ? option.text : null;
    return {
      contractId: Number(this.#contract.value) || null,
      taskId: Number(this.#task.value) || null,
      description: this.#description.value,
      projectName: name(this.#contract),
      taskTitle: name(this.#task),
    };
  }

  show(contracts: Overview["contracts"], tasks: Items["tasks"] | undefined): void {
    fill(this.#contract, contracts, () => [
      make("option", { value: "" }, "No project"),
      ...contracts.map(({ id, projectName }) => make("option", { value: String(id) }, projectName)),
    ]);
    this.#contract.value = String(this.#contractId ?? "");
    if (contracts.length > 0) this.#ask();

    const list = tasks?.contractId === this.#contractId ? (tasks?.list ?? []) : [];
    fill(this.#task, list, () => [
      make("option", { value: "" }, "No task"),
      ...list.map(({ id, title }) => make("option", { value: String(id) }, title)),
    ]);
    this.#task.value = String(this.#taskId ?? "");
    this.#task.disabled = this.#contractId === null;
  }

  #keep(): void {
    void write({ draft: this.choice() });
  }

  #ask(): void {
    if (this.#contractId === null || this.#asked === this.#contractId) return;
    this.#asked = this.#contractId;
    void send({ type: "tasks", contractId: this.#contractId });
  }
}
