using BenchmarkDotNet.Running;
using RedisAi.Benchmarks.Goals;

return args is ["goals", .. var options]
    ? GoalsCommand.Run(options)
    : BenchmarkSwitcher.FromAssembly(typeof(GoalsCommand).Assembly).Run(args).Any() ? 0 : 1;
