using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RedisAi.Server.Access;
using RedisAi.Server.Commands;

namespace RedisAi.Cli.Serving;

/// <summary>Lets those in who are users of the server, by Basic authentication, to what they may do.</summary>
/// <param name="users">The users.</param>
/// <param name="next">What they come to.</param>
internal sealed class HttpLogin(UserTable users, RequestDelegate next)
{
    private const string Scheme = "Basic";

    public Task InvokeAsync(HttpContext context)
    {
        if ((users.Everybody ?? Find(context.Request.Headers.Authorization)) is not { } user)
        {
            context.Response.Headers.WWWAuthenticate = $"{Scheme} realm=\"redisai\", charset=\"UTF-8\"";
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", "A user and a password of the server are needed, by Basic authentication; a password alone is that of the user 'default'.");
        }

        return (HttpRights.NeededFor(context) & user.Denied) == CommandFlags.None
            ? next(context)
            : RefuseAsync(context, StatusCodes.Status403Forbidden, "PERMISSION_DENIED", $"The user '{user.Name}' may not do that: models are stored with the right MayStoreCode, and deleted with MayWrite.");
    }

    private User? Find(string? header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out AuthenticationHeaderValue? login) || !Scheme.Equals(login.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Span<byte> pair = new byte[login.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(login.Parameter ?? "", pair, out int length))
        {
            return null;
        }

        pair = pair[..length];
        int colon = pair.IndexOf((byte)':');
        return colon < 0 ? null : users.Find(Encoding.UTF8.GetString(pair[..colon]), pair[(colon + 1)..]);
    }

    /// <summary>Says it as MLflow's servers do.</summary>
    private static Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("error_code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        return context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }
}
