/** Completion after `np.`: the names this course uses, each with its call. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

const CALLS = `
abs(x)|all(a, axis=None)|allclose(a, b)|any(a, axis=None)|arange(start, stop, step)|argmax(a, axis=None)|argmin(a, axis=None)
argsort(a, axis=-1)|array(object)|asarray(a)|atleast_2d(a)|average(a, axis=None, weights=None)|bincount(x, minlength=0)
broadcast_to(array, shape)|ceil(x)|clip(a, min, max)|column_stack(arrays)|concatenate(arrays, axis=0)|copy(a)|cos(x)|cumsum(a, axis=None)
diag(v)|diff(a, axis=-1)|divide(a, b)|dot(a, b)|einsum(subscripts, *operands)|empty(shape)|equal(a, b)|exp(x)|expand_dims(a, axis)
eye(n)|flatnonzero(a)|flip(a, axis=None)|floor(x)|full(shape, value)|full_like(a, value)|histogram(a, bins=10)|hstack(arrays)
identity(n)|isclose(a, b)|isfinite(x)|isnan(x)|linspace(start, stop, num=50)|log(x)|log1p(x)|log2(x)|logaddexp(a, b)
matmul(a, b)|max(a, axis=None)|maximum(a, b)|mean(a, axis=None)|median(a, axis=None)|meshgrid(x, y)|min(a, axis=None)|minimum(a, b)
moveaxis(a, source, destination)|multiply(a, b)|nonzero(a)|ones(shape)|ones_like(a)|outer(a, b)|pad(array, pad_width)|permute_dims(a, axes)
power(a, b)|prod(a, axis=None)|ravel(a)|repeat(a, repeats, axis=None)|reshape(a, shape)|roll(a, shift, axis=None)|rot90(m, k=1)
round(a, decimals=0)|searchsorted(a, v)|sign(x)|sin(x)|sort(a, axis=-1)|split(ary, sections, axis=0)|sqrt(x)|square(x)
squeeze(a, axis=None)|stack(arrays, axis=0)|std(a, axis=None)|subtract(a, b)|sum(a, axis=None, keepdims=False)|swapaxes(a, axis1, axis2)
take(a, indices, axis=None)|take_along_axis(arr, indices, axis)|tanh(x)|tensordot(a, b, axes=2)|tile(a, reps)|trace(a)|transpose(a, axes=None)
tril(m, k=0)|triu(m, k=0)|unique(a)|unravel_index(indices, shape)|var(a, axis=None)|vstack(arrays)|where(condition, x, y)
zeros(shape)|zeros_like(a)
`;
const CONSTANTS = "e|float64|inf|int64|nan|ndarray|newaxis|pi|random";

const options: Completion[] = [
  ...CALLS.trim()
    .split(/[|\n]/)
    .map((call) => {
      const open = call.indexOf("(");
      return { label: call.slice(0, open), detail: call.slice(open), type: "function" };
    }),
  ...CONSTANTS.split("|").map((label) => ({ label, type: "constant" })),
];

export function numpyNames(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/\b(?:np|numpy)\.\w*/);
  if (!word) return null;
  return { from: word.from + word.text.indexOf(".") + 1, options, validFor: /^\w*$/ };
}

/** The names the exercise asks for, so that a call of one's own function completes as well. */
export function ownNames(names: readonly string[]): (context: CompletionContext) => CompletionResult | null {
  const own: Completion[] = names.map((label) => ({ label, type: "function", boost: 1 }));
  return (context) => {
    const word = context.matchBefore(/(?<![.\w])\w+/);
    return word ? { from: word.from, options: own, validFor: /^\w*$/ } : null;
  };
}
