using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Answers in JSON that are asked for now and then.</summary>
internal static class JsonAnswer
{
    /// <summary>Sends what a function writes.</summary>
    /// <typeparam name="T">What it is written from.</typeparam>
    public static async Task SendAsync<T>(HttpContext context, T content, Action<Utf8JsonWriter, T> write)
    {
        using AnswerBuffer answer = AnswerBuffer.Rent();
        write(answer.Json, content);
        await AnswerSender.SendAsync(context, AnswerSender.Json, answer, compressFromBytes: null).ConfigureAwait(false);
    }
}
