/** Holds a value against the table of forms. Pure, and never throws. */
import { t } from '@vscode/l10n';
import type { Form, ObjectForm } from './chain-form.ts';
import type { ChainFault, JsonPath } from './chain-problem.ts';
import { closestWord } from './closest-word.ts';
import { quotable } from './looks-secret.ts';

/** Tells every fault; a value without any is of the form. */
export function checkForm(value: unknown, form: Form, path: JsonPath, name = String(path.at(-1) ?? '')): ChainFault[] {
  const wrong = (text: string): ChainFault[] => [fault('wrong-type', path, text)];
  switch (form.kind) {
    case 'text':
      return checkText(value, form, path, name);
    case 'number':
      return checkNumber(value, form, path, name);
    case 'switch':
      return typeof value === 'boolean' ? [] : wrong(t('"{0}" must be true or false.', name));
    case 'choice':
      return form.of.some((one) => one === value) ? [] : wrong(choiceWords(value, form.of, name));
    case 'list':
      if (!Array.isArray(value)) return wrong(t('"{0}" must be a list, in square brackets.', name));
      if (value.length > form.most) return [fault('out-of-range', path, t('"{0}" has {1} entries; {2} are the most.', name, value.length, form.most))];
      return value.flatMap((one: unknown, index) => checkForm(one, form.of, [...path, index], name));
    case 'object':
      return checkObject(value, form, path, name);
  }
}

/** An error at the value of a path. */
export function fault(id: ChainFault['id'], path: JsonPath, text: string): ChainFault {
  return { id, severity: 'error', path, at: 'value', text };
}

function choiceWords(value: unknown, of: readonly string[], name: string): string {
  const near = typeof value === 'string' ? closestWord(value, of) : undefined;
  const words = t('"{0}" must be one of {1}.', name, of.join(', '));
  return near === undefined ? words : `${words} ${t('Did you mean "{0}"?', near)}`;
}

function checkText(value: unknown, { pattern, maxLength }: Form & { kind: 'text' }, path: JsonPath, name: string): ChainFault[] {
  if (typeof value !== 'string') return [fault('wrong-type', path, t('"{0}" must be a text, in quotation marks.', name))];
  if (value === '') return [fault('out-of-range', path, t('"{0}" is empty.', name))];
  if (value.length > maxLength) return [fault('out-of-range', path, t('"{0}" is longer than {1} characters.', name, maxLength))];
  if (new RegExp(pattern).test(value)) return [];
  const text = /\s/.test(value)
    ? t('"{0}" has white space in it. Take it out.', name)
    : t('"{0}" has characters in it that it cannot have: {1}. It must match {2}.', name, quotable(value), pattern);
  return [fault('out-of-range', path, text)];
}

function checkNumber(value: unknown, { least, most, whole, aboveLeast }: Form & { kind: 'number' }, path: JsonPath, name: string): ChainFault[] {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return [fault('wrong-type', path, t('"{0}" must be a number, without quotation marks.', name))];
  }
  if (value >= least && value <= most && !(aboveLeast && value === least) && (!whole || Number.isInteger(value))) return [];
  const range = aboveLeast
    ? t('"{0}" must be above {1} and at most {2}.', name, least, most)
    : whole
      ? t('"{0}" must be a whole number from {1} to {2}.', name, least, most)
      : t('"{0}" must be a number from {1} to {2}.', name, least, most);
  const seconds = name.endsWith('Ms') && value > 0 && value < least && value * 1_000 <= most;
  return [fault('out-of-range', path, seconds ? `${range} ${t('It is in milliseconds: for {0} s write {1}.', value, Math.round(value * 1_000))}` : range)];
}

function checkObject(value: unknown, { fields }: ObjectForm, path: JsonPath, name: string): ChainFault[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [fault('wrong-type', path, name === '' ? t('The file must be an object, in braces, with the list "chains".') : t('"{0}" must be an object, in braces.', name))];
  }
  const given = new Map<string, unknown>(Object.entries(value));
  const faults: ChainFault[] = [];
  for (const [one, inner] of given) {
    const field = Object.hasOwn(fields, one) ? fields[one] : undefined;
    if (field) faults.push(...checkForm(inner, field.form, [...path, one], one));
    else faults.push({ ...fault('unknown-field', [...path, one], unknownWords(one, Object.keys(fields))), at: 'name' });
  }
  for (const [one, { required }] of Object.entries(fields)) {
    if (required && !given.has(one)) faults.push(fault('missing-field', path, t('The field "{0}" is missing.', one)));
  }
  return faults;
}

function unknownWords(name: string, known: readonly string[]): string {
  const near = closestWord(name, known);
  return near === undefined
    ? t('There is no field "{0}" here. There are {1}.', quotable(name), known.join(', '))
    : t('There is no field "{0}" here. Did you mean "{1}"?', quotable(name), near);
}
