import * as p from '../src/plots';

const step=Array.from({length:200},(_,i)=>i*3+1);
export function samples(): Record<string, p.Figure> { return {
 learn: p.learningCurve([{name:'replay',x:step,y:step.map(s=>0.4*Math.exp(-s/150)+.01*Math.sin(s)),low:step.map(s=>0.3*Math.exp(-s/150)),high:step.map(s=>0.5*Math.exp(-s/150)+.02)},{name:'no replay',x:step,y:step.map(s=>0.3*Math.exp(-s/350)+.02*Math.cos(s/7))}],{title:'Replay halves the error of task 1 in 600 updates',xLabel:'update',yLabel:'loss (mean squared error)',marks:[{x:150,label:'task 2'},{x:300,label:'task 3'}],floors:[{y:.08,label:'best constant'}]}),
 log: p.learningCurve([{name:'replay',x:step,y:step.map(s=>Math.exp(-s/100)),low:step.map(s=>Math.exp(-s/90)*.2-0.001),high:step.map(s=>2*Math.exp(-s/100))},{name:'lstm',x:step,y:step.map(s=>0.3*Math.exp(-s/350)),dash:'dash'}],{title:'Log axis',xLabel:'update',yLabel:'loss (MSE)',logY:true}),
 forget: p.forgettingCurves([{name:'no replay',runs:[0,1,2].map(k=>[[.002+k*.001,.3,.1,.1],[.1,.002,.1,.1],[.12,.05,.004,.1],[.14,.098,.0049,.0003]])},{name:'replay',runs:[0,1,2].map(k=>[[.002,.3,.1,.1],[.0031,.002,.1,.1],[.0022,.005,.004,.1],[.0024+.0003*k,.0018,.0039,.0005]])}],{title:'Replay keeps task 1 at 0.0024; without it 0.14',taskNames:['sin','cos','tanh 2','tanh 3'],yLabel:'held-out error (MSE)',logY:true,floors:[.0154,.00003,.0041,.0001],floorName:'best constant'}),
 score: p.scoreMatrix([[.002,.3,.1,.1],[.1,.002,.1,.1],[.12,.05,.004,.1],[.14,.098,.0049,.0003]],{taskNames:['sin','cos','tanh 2','tanh 3'],title:'Without replay the first column climbs from 0.002 to 0.14',unit:'MSE',log:true}),
 mem: p.memoryHeatmap(Array.from({length:128},(_,i)=>Array.from({length:64},(_,j)=>Math.sin(i*j/50)*(i<60?1:0))),{title:'60 of 128 slots are in use'}),
 bar: p.barChart({categories:['controller','interface','output'],series:[{name:'lstm',values:[120000,30000,2000]},{name:'dnc',values:[130000,60000,20500]}],title:'Most weights are in the controller',xLabel:'part',yLabel:'parameters'}),
 barerr: p.barChart({categories:['task 1','task 2','task 3'],series:[{name:'replay',values:[.1,.2,.15],errors:[.02,.03,.01]},{name:'no replay',values:[.5,.4,.3],errors:[.1,.1,.1]}],title:'err',xLabel:'task',yLabel:'error'}),
 map: p.courseMap('03 controller'),
 agent: p.agentDiagram({ inputSize: 64, outputSize: 64, hiddenSize: 128, memorySize: 128, memoryDim: 64, numReadHeads: 4, numWriteHeads: 1 }),
}; }
