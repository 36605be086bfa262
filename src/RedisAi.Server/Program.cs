using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RedisAi;
using RedisAi.Server.Hosting;
using RedisAi.Server.Importing;
using RedisAi.Server.Running;

if (args is ["import", .. string[] rest])
{
    return await ImportProgram.RunAsync(rest, Console.Out, Console.Error).ConfigureAwait(false);
}

InlineCompletions.Enable();
if (ServerArguments.Parse(args, out string? usage) is not { } arguments)
{
    Console.Error.WriteLine(usage);
    return 2;
}

try
{
    using IHost host = ServerHost.Create(arguments);
    await host.RunAsync().ConfigureAwait(false);
    return 0;
}
catch (Exception error) when (error is OptionsValidationException or SocketException or InvalidOperationException or IOException or DurableStorageException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
