// The page: takes a file, has it solved at the desk (a worker), and shows what comes back. It knows nothing of graphs; all that is to be seen comes as markup from the desk.

import deskCode from 'virtual:desk';
import { DEVICES } from '../formulation/network/devices.ts';
import { printable } from '../io/input-error.ts';
import { Charts } from './charts.ts';
import { button, choice, element, input } from './elements.ts';
import { complain, Fields } from './fields.ts';
import { saveFile, takeFiles } from './files.ts';
import type { News, Order, Savable, Settings } from './protocol.ts';

const SAVABLE: readonly Savable[] = ['report', 'schedule', 'plan', 'sweep', 'csv'];
/** Milliseconds between two lines that are read out while a search is running. */
const SPEAK_EVERY = 10_000;
const CLOCK_EVERY = 250;

/** The worker is part of this file, so that the page also works without a server, where a browser would not load a second one. */
function startDesk(): Worker {
  const url = URL.createObjectURL(new Blob([deskCode], { type: 'text/javascript' }));
  return new Worker(url);
}

class Page {
  private readonly fields: Fields = new Fields();
  private readonly charts: Charts = new Charts((order) => this.order(order));
  private desk: Worker = this.hired();
  private file: File | null = null;
  private isBusy = false;
  private savable: readonly Savable[] = [];
  private spoken = 0;
  private clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    for (const { name } of DEVICES) choice('device').append(new Option(name, name));
    takeFiles(
      (file) => this.open(file),
      (message) => this.complain(message),
    );
    for (const id of ['dims', 'device', 'training'])
      element(id).addEventListener('change', () => {
        if (this.file !== null) this.open(this.file);
      });
    element('settings').addEventListener('submit', (event) => {
      event.preventDefault();
      this.search('solve');
    });
    button('sweep').addEventListener('click', () => this.search('sweep'));
    button('stop').addEventListener('click', () => this.order({ kind: 'stop' }));
    for (const what of SAVABLE)
      button(`save-${what}`).addEventListener('click', () => {
        button(`save-${what}`).disabled = true;
        this.order({ kind: 'save', what });
      });
  }

  private hired(): Worker {
    const desk = startDesk();
    desk.addEventListener('message', (event: MessageEvent<News>) => this.hear(event.data));
    desk.addEventListener('error', (event) => {
      event.preventDefault();
      this.replaceDesk(event.message);
    });
    return desk;
  }

  /** After a defect nothing is known of the state of the desk. */
  private replaceDesk(why: string): void {
    this.desk.terminate();
    this.desk = this.hired();
    this.file = null;
    element('workbench').hidden = true;
    this.rest('');
    this.complain(`the solver has failed: ${why}; open the file again`);
  }

  private order(order: Order): void {
    this.desk.postMessage(order);
  }

  /** Not while a search is running: a file that is dropped then is left alone. */
  private open(file: File): void {
    if (this.isBusy) {
      this.complain('a search is running; stop it, then open another file');
      return;
    }
    this.file = file;
    this.keep([]);
    this.work(`reading ${printable(file.name)} ...`);
    complain('dims', '');
    const [dims, device, isTraining] = [input('dims').value, choice('device').value, input('training').checked];
    this.order({ kind: 'load', file, dims, device, isTraining });
  }

  private search(kind: 'solve' | 'sweep'): void {
    const settings = this.isBusy ? null : this.fields.settings(kind);
    if (settings === null) return;
    this.keep([]);
    this.work('searching ...');
    button('stop').disabled = false;
    button('stop').focus();
    if (kind === 'solve') {
      this.startClock(settings);
      this.order({ kind, settings });
    } else this.order({ kind, settings, budgets: input('budgets').value });
  }

  private hear(news: News): void {
    if (news.kind === 'loaded') {
      element('title').textContent = news.title;
      element('facts').textContent = news.facts;
      this.warn(news.warnings);
      this.charts.show(news.picture);
      element('workbench').hidden = false;
      this.fields.of(news.peak, news.size);
      this.rest('');
      this.speak(`${news.title}: ${news.facts}`);
    } else if (news.kind === 'progress') {
      element('state').textContent = news.text;
      if (performance.now() > this.spoken + SPEAK_EVERY) this.speak(news.text);
    } else if (news.kind === 'picture') this.charts.show(news.picture);
    else if (news.kind === 'unfolded') this.charts.fill(news.picture, news.fold, news.body);
    else if (news.kind === 'done') {
      this.keep(news.savable);
      this.rest(news.text);
      this.warn(news.warnings);
      this.speak(news.text);
    } else if (news.kind === 'file') {
      this.keep(this.savable);
      saveFile(news.name, news.type, news.text);
    } else {
      this.rest('');
      if (news.field === null) this.complain(news.message);
      else complain(news.field, news.message);
    }
  }

  private complain(message: string): void {
    element('error').textContent = message;
  }

  private warn(lines: readonly string[]): void {
    element('warnings').textContent = lines.join('\n');
  }

  /** To those who hear the page: not every line of a search. */
  private speak(text: string): void {
    this.spoken = performance.now();
    element('spoken').textContent = text;
  }

  private work(text: string): void {
    this.isBusy = true;
    this.complain('');
    this.warn([]);
    this.speak(text);
    element('state').textContent = text;
    this.lock();
  }

  private rest(text: string): void {
    const hadFocus = document.activeElement === button('stop');
    this.isBusy = false;
    this.complain('');
    element('state').textContent = text;
    clearInterval(this.clock);
    element('clock').hidden = true;
    button('stop').disabled = true;
    this.lock();
    if (hadFocus) button('solve').focus({ preventScroll: true });
  }

  private lock(): void {
    for (const id of ['solve', 'sweep']) button(id).disabled = this.isBusy;
    for (const id of ['file', 'dims', 'training']) input(id).disabled = this.isBusy;
    choice('device').disabled = this.isBusy;
  }

  private keep(savable: readonly Savable[]): void {
    this.savable = savable;
    for (const what of SAVABLE) button(`save-${what}`).disabled = !savable.includes(what);
  }

  /** Time goes on while nothing is found. */
  private startClock({ timeLimit }: Settings): void {
    const clock = element<HTMLProgressElement>('clock');
    const started = performance.now();
    const tick = (): void => {
      clock.value = Math.min(timeLimit, (performance.now() - started) / 1000);
    };
    clock.max = timeLimit;
    clock.hidden = false;
    tick();
    this.clock = setInterval(tick, CLOCK_EVERY);
  }
}

new Page();
