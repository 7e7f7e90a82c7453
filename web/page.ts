// The page: takes a file, asks the worker to solve it, and shows what comes back. It knows nothing of graphs; all that is to be seen comes as markup from the worker, which
// escapes every text of the input.

import workerCode from 'virtual:worker';
import { DEVICES } from '../formulation/network/devices.ts';
import type { News, Order, Settings } from './protocol.ts';

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const input = (id: string): HTMLInputElement => element(id);
const choice = (id: string): HTMLSelectElement => element(id);
const button = (id: string): HTMLButtonElement => element(id);

/** The worker is part of this file, so that the page also works without a server, where a browser would not load a second one. */
function startWorker(): Worker {
  const url = URL.createObjectURL(new Blob([workerCode], { type: 'text/javascript' }));
  return new Worker(url);
}

class Page {
  private readonly worker: Worker = startWorker();
  private schedule: string | null = null;
  private file: File | null = null;
  private isBusy = false;

  private get name(): string {
    return this.file?.name.replace(/\.[^.]*$/, '') ?? 'graph';
  }

  constructor() {
    this.worker.addEventListener('message', (event: MessageEvent<News>) => this.hear(event.data));
    this.worker.addEventListener('error', (event) => this.fail(`the worker has failed: ${event.message}`));
    for (const { name } of DEVICES) choice('device').append(new Option(name, name));
    input('file').addEventListener('change', () => {
      const [file] = input('file').files ?? [];
      if (file !== undefined) void this.open(file);
    });
    for (const id of ['dims', 'device', 'training'])
      element(id).addEventListener('change', () => {
        if (this.file !== null) void this.open(this.file);
      });
    const drop = element('drop');
    for (const type of ['dragenter', 'dragover'])
      addEventListener(type, (event) => {
        event.preventDefault();
        drop.classList.add('over');
      });
    addEventListener('dragleave', (event) => {
      if ((event as DragEvent).relatedTarget === null) drop.classList.remove('over');
    });
    addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void this.open(file);
    });
    element('settings').addEventListener('submit', (event) => {
      event.preventDefault();
      this.solve();
    });
    button('stop').addEventListener('click', () => this.order({ kind: 'stop' }));
    input('budget').addEventListener('input', () => this.showBudget());
    button('save-schedule').addEventListener('click', () => save(`${this.name}-schedule.json`, this.schedule ?? ''));
    button('save-plan').addEventListener('click', () => {
      button('save-plan').disabled = true;
      this.order({ kind: 'plan' });
    });
    this.showBudget();
  }

  private order(order: Order, transfer: Transferable[] = []): void {
    this.worker.postMessage(order, transfer);
  }

  /** Not while the worker is at work: a file that is dropped then is left alone. */
  private async open(file: File): Promise<void> {
    if (this.isBusy) return;
    this.file = file;
    this.busy(true, `reading ${file.name} ...`);
    const bytes = await file.arrayBuffer();
    const [dims, device, isTraining] = [input('dims').value, choice('device').value, input('training').checked];
    this.order({ kind: 'load', name: file.name, bytes, dims, device, isTraining }, [bytes]);
  }

  private solve(): void {
    const settings: Settings = {
      budgetPercent: Number(input('budget').value),
      order: choice('order').value === 'free' ? 'free' : 'input',
      maxComputations: Number(input('computations').value),
      keepOutputs: input('keep-outputs').checked,
      timeLimit: Number(input('seconds').value),
      seed: 1,
    };
    this.busy(true, 'searching ...');
    button('stop').disabled = false;
    this.order({ kind: 'solve', settings });
  }

  private hear(news: News): void {
    if (news.kind === 'loaded') {
      element('title').textContent = news.title;
      element('facts').textContent = news.facts;
      element('warnings').textContent = news.warnings.join('\n');
      this.show(news.sections);
      element('workbench').hidden = false;
      this.busy(false, '');
      this.keep(null);
    } else if (news.kind === 'progress') element('state').textContent = news.text;
    else if (news.kind === 'sections') this.show(news.sections);
    else if (news.kind === 'done') {
      this.busy(false, news.text);
      this.keep(news.schedule);
    } else if (news.kind === 'plan') {
      button('save-plan').disabled = false;
      save(`${this.name}-plan.json`, news.plan);
    } else this.fail(news.message);
  }

  private fail(message: string): void {
    this.busy(false, '');
    element('error').textContent = message;
  }

  private busy(isBusy: boolean, text: string): void {
    this.isBusy = isBusy;
    element('error').textContent = '';
    element('state').textContent = text;
    for (const id of ['solve', 'save-schedule', 'save-plan']) button(id).disabled = isBusy;
    for (const id of ['file', 'dims', 'training']) input(id).disabled = isBusy;
    choice('device').disabled = isBusy;
    button('stop').disabled = true;
  }

  private keep(schedule: string | null): void {
    this.schedule = schedule;
    for (const id of ['save-schedule', 'save-plan']) button(id).disabled = schedule === null;
  }

  /** Replaces the charts; the zoom, the places they are scrolled to and what is unfolded stay as they were. */
  private show(sections: string): void {
    const report = element('report');
    const zoom = report.querySelector<HTMLInputElement>('input[name=zoom]:checked')?.id;
    const left = report.querySelector('.scroll')?.scrollLeft ?? 0;
    const open = Array.from(report.querySelectorAll('details'), (details) => details.open);
    report.innerHTML = sections;
    for (const [k, details] of report.querySelectorAll('details').entries()) details.open = open[k] ?? false;
    if (zoom !== undefined) input(zoom).checked = true;
    for (const box of report.querySelectorAll('.scroll')) box.scrollLeft = left;
    document.dispatchEvent(new Event('charts'));
  }

  private showBudget(): void {
    element('budget-text').textContent = `${input('budget').value} % of the peak`;
  }
}

function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

new Page();
