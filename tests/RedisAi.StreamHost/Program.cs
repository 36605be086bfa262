using System.Globalization;
using Microsoft.Extensions.Hosting;
using RedisAi.StreamHost;

// CONFIGURATION LEASE STEP [REPLICAS [TAG]]    works on the stream until it is killed; both times in milliseconds
if (args is not [string configuration, string lease, string step, .. { Length: <= 2 } more])
{
    Console.Error.WriteLine("Usage: CONFIGURATION LEASE STEP [REPLICAS [TAG]]");
    return 2;
}

SumModel.EndsProcess = true;
using IHost host = WorkerHost.Create(
    configuration,
    TimeSpan.FromMilliseconds(int.Parse(lease, CultureInfo.InvariantCulture)),
    static worker => worker.SessionBatchSize = 4,
    TimeSpan.FromMilliseconds(int.Parse(step, CultureInfo.InvariantCulture)),
    store: store => store.Replicas = more.Length > 0 ? int.Parse(more[0], CultureInfo.InvariantCulture) : 0,
    tag: more.Length > 1 ? more[1] : "");
await host.StartAsync();
Console.WriteLine("started");
await host.WaitForShutdownAsync();
return 0;
