export { testTimeLinear, type TestTimeInputs, type TestTimeResult } from './linear';
