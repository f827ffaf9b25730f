/** The number that a formula stands for: sums, differences, products and one quotient; `(62 of 64)` is 62. */
export function evaluate(formula: string): number {
  const tokens = formula.replace(/\((\d+) of \d+\)/g, '$1').match(/\d+(\.\d+)?|[()+\-x/]/g) ?? [''];
  let next = 0;
  const sum = (): number => {
    let value = product();
    while (tokens[next] === '+' || tokens[next] === '-') {
      value += tokens[next++] === '+' ? product() : -product();
    }
    return value;
  };
  const product = (): number => {
    let value = factor();
    while (tokens[next] === 'x' || tokens[next] === '/') {
      value = tokens[next++] === 'x' ? value * factor() : value / factor();
    }
    return value;
  };
  const factor = (): number => {
    const token = tokens[next++];
    if (token !== '(') return Number(token);
    const value = sum();
    next++; // the closing one
    return value;
  };
  const value = sum();
  return next === tokens.length ? value : NaN;
}
