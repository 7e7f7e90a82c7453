// The elements of index.html, by their ids.

export const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
export const input = (id: string): HTMLInputElement => element(id);
export const choice = (id: string): HTMLSelectElement => element(id);
export const button = (id: string): HTMLButtonElement => element(id);
