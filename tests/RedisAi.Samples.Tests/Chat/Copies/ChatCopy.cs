using System.Globalization;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Samples.Tests.Chat.Copies;

/// <summary>A copy of the application in a process of its own.</summary>
internal sealed class ChatCopy : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly ChildProcess _process;

    private ChatCopy(Uri address, string redis, TimeSpan lease)
    {
        Address = address;
        _process = new ChildProcess(
            ChildProcess.DotnetPath,
            [
                "exec", ChildProcess.ProgramOf("Chat"), "--urls", address.ToString(), "--redis", redis, "--lease", lease.TotalSeconds.ToString(CultureInfo.InvariantCulture),
                "--Logging:LogLevel:Default", "Error",
            ]);
    }

    public Uri Address { get; }

    /// <summary>Starts one, and returns when it is ready.</summary>
    public static async Task<ChatCopy> StartAsync(string redis, TimeSpan lease, HttpClient client)
    {
        ChatCopy copy = new(new Uri($"http://127.0.0.1:{LoopbackPorts.Next()}"), redis, lease);
        try
        {
            long began = TimeProvider.System.GetTimestamp();
            while (!await copy.IsReadyAsync(client))
            {
                if (copy._process.HasEnded)
                {
                    throw new InvalidOperationException($"The copy has ended: {await copy._process.ErrorsAsync()}");
                }

                Assert.True(TimeProvider.System.GetElapsedTime(began) < s_patience, $"The copy is not ready after {s_patience}.");
                await Task.Delay(s_pause, TimeProvider.System);
            }

            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Kills it (SIGKILL), whatever it is doing.</summary>
    public void Kill() => _process.Kill();

    public void Dispose() => _process.Dispose();

    private async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using HttpResponseMessage health = await client.GetAsync(new Uri(Address, "health"));
            return health.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
