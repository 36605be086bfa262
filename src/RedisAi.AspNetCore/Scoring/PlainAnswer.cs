using System.Text;
using Microsoft.AspNetCore.Http;

namespace RedisAi.AspNetCore.Scoring;

/// <summary>Answers that are text, where MLflow's are.</summary>
internal static class PlainAnswer
{
    public static Task SendAsync(HttpContext context, int status, string text, string contentType = "text/plain; charset=utf-8")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
