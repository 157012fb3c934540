import * as v from 'valibot';

/** A number among the options, as people know it. */
interface NumericInfo {
  readonly kind: 'integer' | 'number';
  readonly label: string;
  readonly min: number;
  readonly max: number;
}

/** The schema of a number with its range; what is wrong is said in one sentence. */
export function numericOption(
  name: string,
  { kind, label, min, max }: NumericInfo,
  byDefault: number,
): v.OptionalSchema<v.GenericSchema<number>, number> {
  const noun = kind === 'integer' ? 'a whole number' : 'a number';
  const message = (issue: v.BaseIssue<unknown>): string =>
    `${label} (${name}) must be ${noun} from ${min} to ${max}, not ${issue.received}.`;
  return v.optional(
    v.pipe(
      v.number(message),
      v.check((value) => kind !== 'integer' || Number.isInteger(value), message),
      v.minValue(min, message),
      v.maxValue(max, message),
    ),
    byDefault,
  );
}

/** The schema of an option that is on or off. */
export function flagOption(
  name: string,
  { label }: { readonly label: string },
  byDefault: boolean,
): v.OptionalSchema<v.GenericSchema<boolean>, boolean> {
  return v.optional(v.boolean(`${label} (${name}) must be true or false.`), byDefault);
}
