using Microsoft.Extensions.Hosting;
using RedisAi.Server.Saving;

namespace RedisAi.Server.Running;

/// <summary>The process that is the server.</summary>
/// <param name="lifetime">Ends it.</param>
internal sealed class HostProcess(IHostApplicationLifetime lifetime) : IServerProcess
{
    public void Stop() => lifetime.StopApplication();
}
