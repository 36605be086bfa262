using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Server;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>One of several processes that share their models, with an endpoint for clients of RedisAI. Its models are texts, and called ONNX.</summary>
internal sealed class EndpointLife : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly RespConnection _client;

    private EndpointLife(IHost host)
    {
        _host = host;
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, host.Services.GetRequiredService<IRespEndpoint>().Port);
        _client = new RespConnection(new NetworkStream(socket, ownsSocket: true));
    }

    public RedisAiEngine Engine => _host.Services.GetRequiredService<RedisAiEngine>();

    public static async Task<EndpointLife> StartAsync(string configuration)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddRedisAi()
            .AddRedisStore(configuration)
            .AddBackend(static _ => new TextBackend { Name = "ONNX" })
            .AddRespEndpoint(0);
        IHost host = builder.Build();
        await host.StartAsync();
        return new EndpointLife(host);
    }

    /// <summary>Sends a command as a client does.</summary>
    public RespReply Ask(string command) => Ask(command.Split(' '));

    /// <summary>Sends a command of words that may have blanks.</summary>
    public RespReply Ask(string[] words) => _client.Execute(words);

    /// <summary>What the model under a key gives to a client that asks for a run; the error's text where that is refused.</summary>
    public string Run(string key)
    {
        Ask("AI.TENSORSET x FLOAT 1 VALUES 0").OrThrow();
        RespReply run = Ask($"AI.MODELEXECUTE {key} INPUTS 1 x OUTPUTS 1 y");
        return run.Text == "OK" ? Ask("AI.TENSORGET y VALUES").Items![0].Text : run.Text;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
