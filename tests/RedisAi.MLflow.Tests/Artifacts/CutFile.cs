using Microsoft.AspNetCore.Http;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Artifacts;

/// <summary>Sends a part of a file of the logged model m-1, some times, and then nothing more.</summary>
/// <param name="name">The path of the file in the model.</param>
/// <param name="after">How many bytes are sent.</param>
/// <param name="times">How often.</param>
internal sealed class CutFile(string name, int after, int times)
{
    public int Times { get; set; } = times;

    /// <summary>What happens when a part was sent.</summary>
    public Action? Then { get; set; }

    /// <summary>How the answer ends, if not with the connection.</summary>
    public Func<HttpContext, Task>? Ending { get; init; }

    /// <summary>The folder of the client's cache: the connection ends when the client has written what was sent, since what is under way would be lost with it.</summary>
    public string? CacheFolder { get; set; }

    public async Task<bool> AnswerAsync(HttpContext context, FakeMlflow fake)
    {
        if (Times == 0)
        {
            return false;
        }

        Times--;
        byte[] file = fake.Files[$"1/models/m-1/artifacts/{name}"];
        int start = fake.IsOld ? 0 : (int)(context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0);
        if (!fake.IsOld)
        {
            context.Response.StatusCode = start > 0 ? 206 : 200;
            context.Response.ContentLength = file.Length - start;
            context.Response.Headers.ETag = $"\"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file))[..16]}\"";
        }

        await context.Response.Body.WriteAsync(file.AsMemory(start, Math.Min(after, file.Length - start)));
        await context.Response.Body.FlushAsync();
        await ArrivedAsync(Math.Min(start + after, file.Length));
        Then?.Invoke();
        await (Ending?.Invoke(context) ?? Task.CompletedTask);
        context.Abort();
        return true;
    }

    private Task ArrivedAsync(long length) => Eventually.HoldsAsync(
        () => Directory.EnumerateFiles(Path.Combine(CacheFolder!, "partial"), Path.GetFileName(name), SearchOption.AllDirectories).Any(file => new FileInfo(file).Length >= length),
        "what was sent has arrived");
}
