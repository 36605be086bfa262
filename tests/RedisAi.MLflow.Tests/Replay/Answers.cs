using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RedisAi.MLflow.Tests.Replay;

/// <summary>Answers as MLflow's servers give them.</summary>
internal static class Answers
{
    private const string NoSuchPage = "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested page is not here.</p>\n";

    public static Task JsonAsync(HttpContext context, JsonNode json, int status = 200) => BytesAsync(context, Encoding.UTF8.GetBytes(json.ToJsonString()), status, "application/json");

    public static Task TextAsync(HttpContext context, string text, int status = 200, string type = "text/html; charset=utf-8") =>
        BytesAsync(context, Encoding.UTF8.GetBytes(text), status, type);

    public static Task ErrorAsync(HttpContext context, int status, string code, string message) =>
        JsonAsync(context, new JsonObject { ["error_code"] = code, ["message"] = message }, status);

    /// <summary>A route that the server does not know.</summary>
    public static Task UnknownRouteAsync(HttpContext context) => TextAsync(context, NoSuchPage, 404);

    public static async Task BytesAsync(HttpContext context, byte[] body, int status, string type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    /// <summary>A file as MLflow 3 sends it: with its length, a mark, and from the middle on where that is asked for.</summary>
    public static async Task FileAsync(HttpContext context, byte[] file, string mark)
    {
        context.Response.Headers.AcceptRanges = "bytes";
        context.Response.Headers.ETag = mark;
        context.Response.ContentType = "application/octet-stream";
        long start = context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0;
        if (start >= file.Length && start > 0)
        {
            context.Response.StatusCode = 416;
            return;
        }

        if (start > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{file.Length - 1}/{file.Length}");
        }

        context.Response.ContentLength = file.Length - start;
        await context.Response.Body.WriteAsync(file.AsMemory((int)start));
    }

    /// <summary>A file as MLflow 2 sends it: all of it, whatever was asked, without its length.</summary>
    public static async Task WholeFileAsync(HttpContext context, byte[] file)
    {
        context.Response.ContentType = "text/plain";
        await context.Response.Body.WriteAsync(file);
    }
}
