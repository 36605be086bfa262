namespace RedisAi.Server.Connections;

/// <summary>Sends what the replies of a client have come to.</summary>
/// <param name="transport">Where it goes.</param>
/// <param name="output">What it is.</param>
/// <param name="phase">Told when the client takes its time.</param>
internal sealed class ReplySender(Transport transport, OutputBuffer output, ConnectionPhase phase)
{
    /// <summary>How much was sent so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Sends all of it; until then no further command of the client is executed.</summary>
    public ValueTask FlushAsync()
    {
        if (output.Length == 0)
        {
            return default;
        }

        Sent(transport.TrySend(output.Next.Span));
        return output.Length == 0 ? default : FlushSlowlyAsync();
    }

    private async ValueTask FlushSlowlyAsync()
    {
        while (output.Next is { IsEmpty: false } next)
        {
            int sent = transport.TrySend(next.Span);
            if (sent == 0)
            {
                phase.Enter(ConnectionState.Sending);
                sent = await transport.SendAsync(next).ConfigureAwait(false);
            }

            Sent(sent);
        }
    }

    private void Sent(int bytes)
    {
        Bytes += bytes;
        output.Sent(bytes);
    }
}
