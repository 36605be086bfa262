using BenchmarkDotNet.Running;
using RedisAi.Benchmarks.Costs;
using RedisAi.Benchmarks.Goals;
using RedisAi.Benchmarks.Goals.Batching;
using RedisAi.Benchmarks.Goals.Http;
using RedisAi.Benchmarks.Goals.Importing;
using RedisAi.Benchmarks.Goals.Sharing;

return args switch
{
    ["goals", .. var options] => GoalsCommand.Run(options),
    ["costs", .. var topics] => CostsCommand.Run(topics),
    [CostsCommand.Single, var topic] => CostsCommand.RunSingle(topic),
    [SwapProcess.Command] => SwapProcess.Serve(),
    [ImportProcess.Command, var path, var small] => ImportProcess.WritePeak(path, small),
    [ScoringProcess.Command, var port] => ScoringProcess.Serve(port),
    [OwnerProcess.Command, var configuration, var session] => OwnerProcess.Serve(configuration, session),
    _ => BenchmarkSwitcher.FromAssembly(typeof(GoalsCommand).Assembly).Run(args).Any() ? 0 : 1,
};
