using System.Runtime.CompilerServices;

namespace RedisAi.Samples.Chat.Conversations;

/// <summary>Somebody who talks with the model. What was said so far is not in here, but in the store.</summary>
internal sealed class Conversation
{
    /// <summary>The most words of an answer.</summary>
    public const int LongestAnswer = 60;

    private readonly ChatModel _model;
    private readonly InferenceOptions _session;
    private readonly TimeProvider _time;

    // Guards the two fields below.
    private readonly Lock _gate = new();
    private Task _turn = Task.CompletedTask;
    private bool _isEnded;

    private long _lastUsed;

    public Conversation(long id, ChatModel model, bool isSimulated, TimeProvider time)
    {
        Id = id;
        IsSimulated = isSimulated;
        _model = model;
        _time = time;
        _lastUsed = time.GetTimestamp();
        _session = new InferenceOptions { Session = Session };
    }

    public long Id { get; }

    public bool IsSimulated { get; }

    public string Session => $"conversation:{Id}";

    public string ModelKey => _model.Key;

    /// <summary>The key of the context in the store.</summary>
    public string ContextKey => _model.GetContextKey(Session);

    /// <summary>Whether an answer is going on.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return !_turn.IsCompleted;
            }
        }
    }

    public TimeSpan IdleTime => _time.GetElapsedTime(Volatile.Read(ref _lastUsed));

    /// <summary>How many turns were said, with those before a fork.</summary>
    public long Turns { get; private set; }

    /// <summary>What was said last, and what was answered.</summary>
    public Exchange Last { get; private set; } = new("", "");

    /// <summary>Says something, and gives the answer piece by piece as the model makes it.</summary>
    /// <exception cref="ConversationBusyException">An answer is still going on.</exception>
    public async IAsyncEnumerable<string> SayAsync(string text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TaskCompletionSource turn = BeginTurn();
        try
        {
            Vocabulary words = _model.Vocabulary;
            foreach (int word in words.Encode(text))
            {
                if (IsEnded)
                {
                    yield break;
                }

                await _model.ReadAsync(_session, word, cancellationToken);
            }

            AnswerText answer = new();
            WordSampler sampler = WordSampler.ForTurn(words, Id, Turns + 1);
            int last = words.Answer;
            for (int i = 0; i < LongestAnswer && !IsEnded; i++)
            {
                last = await _model.ContinueAsync(_session, last, sampler, cancellationToken);
                if (last == words.End)
                {
                    break;
                }

                yield return answer.Add(words[last]);
            }

            // The model reads that the answer has ended, too.
            if (!IsEnded)
            {
                await _model.ReadAsync(_session, words.End, cancellationToken);
            }

            Last = new Exchange(text, answer.ToString());
            Turns++;
        }
        finally
        {
            Volatile.Write(ref _lastUsed, _time.GetTimestamp());
            turn.SetResult();
        }
    }

    /// <summary>Lets no more be said, and breaks off the answer that is going on.</summary>
    /// <returns>Complete when the model works for this conversation no more.</returns>
    public Task EndAsync()
    {
        lock (_gate)
        {
            _isEnded = true;
            return _turn;
        }
    }

    /// <summary>Goes on where another conversation is now.</summary>
    public void ContinueFrom(Conversation other)
    {
        _model.CopyContext(other.Session, Session);
        (Last, Turns) = (other.Last, other.Turns);
    }

    private bool IsEnded
    {
        get
        {
            lock (_gate)
            {
                return _isEnded;
            }
        }
    }

    private TaskCompletionSource BeginTurn()
    {
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_turn.IsCompleted)
            {
                throw new ConversationBusyException(Id);
            }

            _turn = turn.Task;
        }

        return turn;
    }
}
