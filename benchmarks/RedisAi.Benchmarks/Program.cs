using BenchmarkDotNet.Running;
using RedisAi.Benchmarks.Goals;
using RedisAi.Benchmarks.Goals.Batching;

return args switch
{
    ["goals", .. var options] => GoalsCommand.Run(options),
    [SwapProcess.Command] => SwapProcess.Serve(),
    _ => BenchmarkSwitcher.FromAssembly(typeof(GoalsCommand).Assembly).Run(args).Any() ? 0 : 1,
};
