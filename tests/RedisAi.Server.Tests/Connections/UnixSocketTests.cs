using System.Net.Sockets;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Connections;

/// <summary>What is at the path where a server is to make its Unix socket.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string SocketPath => _folder["redis.sock"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Socket_that_was_left_behind_is_replaced()
    {
        LeaveSocket(SocketPath);
        Assert.True(File.Exists(SocketPath));

        await using TestServer server = Listen();
        using RespClient client = server.Connect();

        Assert.Equal("+PONG", client.Ask("PING"));
    }

    [Fact]
    public async Task Socket_is_gone_when_its_server_has_stopped()
    {
        await using (TestServer server = Listen())
        {
            Assert.True(File.Exists(SocketPath));
            await server.StopAsync(TestContext.Current.CancellationToken);
            Assert.False(File.Exists(SocketPath));

            // What comes to that place later is not the server's any more.
            await File.WriteAllTextAsync(SocketPath, "", TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(SocketPath));
    }

    [Fact]
    public async Task Socket_to_which_a_server_listens_stays_the_server_s()
    {
        await using TestServer first = Listen();

        IOException error = Assert.Throws<IOException>(Listen);

        Assert.Equal($"The Unix socket '{SocketPath}' cannot be made: somebody listens to it already. End that server, or give another path.", error.Message);
        using RespClient client = first.Connect();
        Assert.Equal("+PONG", client.Ask("PING"));
    }

    [Theory]
    [InlineData("something")]
    [InlineData("")]
    public async Task File_stays_as_it_is(string text)
    {
        await File.WriteAllTextAsync(SocketPath, text, TestContext.Current.CancellationToken);

        AssertIsNoSocket();

        Assert.Equal(text, await File.ReadAllTextAsync(SocketPath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Folder_stays()
    {
        Directory.CreateDirectory(SocketPath);

        AssertIsNoSocket();

        Assert.True(Directory.Exists(SocketPath));
    }

    [Fact]
    public void Link_stays_and_so_does_what_it_leads_to()
    {
        LeaveSocket(_folder["other.sock"]);
        File.CreateSymbolicLink(SocketPath, _folder["other.sock"]);

        AssertIsNoSocket();

        Assert.Equal(_folder["other.sock"], new FileInfo(SocketPath).LinkTarget);
        Assert.True(File.Exists(_folder["other.sock"]));
    }

    [Fact]
    public void Link_that_leads_nowhere_stays()
    {
        File.CreateSymbolicLink(SocketPath, _folder["nothing"]);

        AssertIsNoSocket();

        Assert.NotNull(new FileInfo(SocketPath).LinkTarget);
    }

    [Fact]
    public void Pipe_stays_and_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes with names are made by a program of Linux.");
        using (System.Diagnostics.Process made = System.Diagnostics.Process.Start("mkfifo", [SocketPath]))
        {
            made.WaitForExit();
        }

        AssertIsNoSocket();

        Assert.True(File.Exists(SocketPath));
    }

    /// <summary>A socket that nobody listens to: .NET removes one that is closed, but not where it was moved to.</summary>
    private static void LeaveSocket(string path)
    {
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint($"{path}0"));
            socket.Listen();
            File.Move($"{path}0", path);
        }
    }

    private void AssertIsNoSocket()
    {
        IOException error = Assert.Throws<IOException>(Listen);
        Assert.Equal(
            $"The Unix socket '{SocketPath}' cannot be made: there is something else of that name, which is no socket. It was left alone; remove it, or give another path.", error.Message);
    }

    private TestServer Listen() => new(options => options.UnixSocketPath = SocketPath);
}
