using System.Globalization;
using Microsoft.Extensions.Hosting;
using RedisAi.StreamHost;

// CONFIGURATION LEASE STEP    works on the stream until it is killed; both times in milliseconds
if (args is not [string configuration, string lease, string step])
{
    Console.Error.WriteLine("Usage: CONFIGURATION LEASE STEP");
    return 2;
}

SumModel.EndsProcess = true;
using IHost host = WorkerHost.Create(
    configuration,
    TimeSpan.FromMilliseconds(int.Parse(lease, CultureInfo.InvariantCulture)),
    static worker => worker.SessionBatchSize = 4,
    TimeSpan.FromMilliseconds(int.Parse(step, CultureInfo.InvariantCulture)));
await host.StartAsync();
Console.WriteLine("started");
await host.WaitForShutdownAsync();
return 0;
