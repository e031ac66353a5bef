package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

type note struct {
	ID      int64     `json:"id"`
	Text    string    `json:"text"`
	Created time.Time `json:"created"`
}

type notes struct {
	stored []note
	last   atomic.Int64
}

func firstNotes(count int) *notes {
	all := &notes{}
	for number := 1; number <= count; number++ {
		all.stored = append(all.stored, note{ID: int64(number), Text: fmt.Sprintf("Note %d", number)})
	}
	all.last.Store(int64(count))
	return all
}

func (all *notes) list(response http.ResponseWriter, _ *http.Request) {
	answer(response, http.StatusOK, all.stored)
}

// add returns the note with a new number. It keeps none, so that every request costs the same.
func (all *notes) add(response http.ResponseWriter, request *http.Request) {
	added := note{}
	if err := json.NewDecoder(request.Body).Decode(&added); err != nil || added.Text == "" {
		answer(response, http.StatusBadRequest, map[string]string{"error": "Send a text."})
		return
	}
	added.ID, added.Created = all.last.Add(1), time.Now()
	answer(response, http.StatusCreated, added)
}

func answer(response http.ResponseWriter, status int, value any) {
	response.Header().Set("Content-Type", "application/json")
	response.WriteHeader(status)
	_ = json.NewEncoder(response).Encode(value)
}
